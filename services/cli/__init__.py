"""The console command tocsin: thin; imports a service only when its command runs."""
