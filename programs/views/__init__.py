"""What staff see of training: sessions of a batch page, attendance, marks and results. Denied looks like missing."""
