resource "terraform_data" "t" {
  count = @COUNT@
  input = "exports = () => ${count.index};"
}
