import {
  to = appservices_private_endpoint.example
  id = "5f2a4c6e8f0a1b2c3d4e5f60/shop-abcde/vpce-0a1b2c3d4e5f60718"
}
