"""What may happen, in which order: asked, judged, enforced, ended. Knows neither Slack nor boto3."""
