"""What every platform is made of: contract methods, maps, clients, errors; it knows no platform, gateway or server."""
