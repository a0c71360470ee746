"""How a sentence becomes statistics: amounts, what they count, where and when, changes, ranks."""
