terraform {
  backend "http" {
    address = "@URL@"
  }
}
