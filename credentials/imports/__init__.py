"""Taking over the office's registers: certificates issued before, participants of a batch. docs/imports.md"""
