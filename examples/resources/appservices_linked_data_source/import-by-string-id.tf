import {
  to = appservices_linked_data_source.example
  id = "5f2a4c6e8f0a1b2c3d4e5f60/shop-abcde/orders"
}
