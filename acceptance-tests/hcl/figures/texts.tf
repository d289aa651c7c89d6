terraform {
  required_providers {
    texts = {
      source = "example/texts"
    }
  }
}
resource "texts_thing" "t" {
  count = @COUNT@
  t0    = "text ${count.index}"
  t1    = "another text"
  t2    = "a third"
  t3    = "a fourth"
  t4    = "a fifth"
  t5    = "a sixth"
  t6    = "a seventh"
  t7    = "an eighth"
  t8    = "a ninth"
  t9    = "a tenth"
  list  = ["a", "b", "c"]
  map   = { a = "1", b = "2" }
  one   = { a = "text", b = 2 }
}
