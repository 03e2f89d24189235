"""The wire: text messages out through Twilio or the simulator, and the signature on what comes in."""
