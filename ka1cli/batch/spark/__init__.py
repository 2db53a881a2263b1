"""Screening on Spark: its own sources and writers, the texts of rows read by the workers, cases judged by the driver."""
