# By the client app ID of the app, or by its ID. The project can be left out if the provider has one.
terraform import appservices_refresh_token_expiration.example '5f2a4c6e8f0a1b2c3d4e5f60/shop-abcde'
terraform import appservices_refresh_token_expiration.example '64f0aa11bb22cc33dd44ee55'
