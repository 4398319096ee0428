"""What a submit is measured against: a plain Django view that saves one ModelForm in a transaction, nothing else."""
