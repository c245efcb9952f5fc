"""AWS behind the ports of the control side. Needs boto3."""
