"""What imports and exports have in common."""
