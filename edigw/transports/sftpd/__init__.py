"""The SFTP server of ours: partners log in and see their own `in` and `out`, and nothing else."""
