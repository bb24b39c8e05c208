"""What goes out: acknowledgements and documents in the partner's form, not yet enveloped; results of the ERP door."""
