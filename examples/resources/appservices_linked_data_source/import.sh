# By the name, or by the ID. The project can be left out if the provider has one.
terraform import appservices_linked_data_source.example '5f2a4c6e8f0a1b2c3d4e5f60/shop-abcde/orders'
terraform import appservices_linked_data_source.example '64f0aa11bb22cc33dd44ee55/65a1bb22cc33dd44ee55ff66'
