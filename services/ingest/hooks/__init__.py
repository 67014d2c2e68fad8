"""What comes by itself: articles pushed to us, and feeds that WebSub hubs send. Owns both endpoints and who may use them."""
