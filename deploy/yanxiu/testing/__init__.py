"""What the platform offers to the tests of plugins; its own tests use it too."""
