"""What stands behind the report page: its session, its check, and the answers as the report view draws them."""
