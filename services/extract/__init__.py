"""Articles to claims: pure rules over text, published to tocsin:claims."""
