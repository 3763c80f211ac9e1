"""A model of flight delays: its data, its training, its repository and the replay of the rest of the year."""
