"""The citation desk: a draft to sentences, a sentence to what can be checked, evidence, verdict, and the report in Word."""
