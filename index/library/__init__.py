"""What the library on disk rests on: durable files, rows with digests, the one writer, filters."""
