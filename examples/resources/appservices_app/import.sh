# By the client app id or the id. The project may be left out when the provider has one.
terraform import appservices_app.example '5f2a4c6e8f0a1b2c3d4e5f60/shop-abcde'
terraform import appservices_app.example '64f0aa11bb22cc33dd44ee55'
