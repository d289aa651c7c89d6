resource "terraform_data" "later" {
  input = "c"
}

output "joined" {
  value = provider::torture::join(@ARGUMENTS@)
}
