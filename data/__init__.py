"""Files that people read and edit, beside the program: tables of words, the sample community, the model."""
