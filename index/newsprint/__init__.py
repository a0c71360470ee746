"""How a newspaper page comes apart: by-lines, headlines, columns torn and interleaved, boxes, dates."""
