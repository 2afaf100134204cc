"""What is known of states, dyads and things, put together from questions."""
