"""What a text has told so far: sites, statements, who spoke, when and where; one state an article."""
