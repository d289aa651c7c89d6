# By the ID of the app. The project can be left out if the provider has one.
terraform import appservices_dependencies.example '5f2a4c6e8f0a1b2c3d4e5f60/64f0aa11bb22cc33dd44ee55'
