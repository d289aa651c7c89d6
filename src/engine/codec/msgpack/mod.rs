//! msgpack, as it goes over Terraform's wire (go-cty's `msgpack` package).

mod extensions;
mod read;
mod write;

pub(super) use read::Reader;
pub use read::decode;
pub use write::encode;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Type;

    fn bytes(hex: &str) -> Vec<u8> {
        let digits: String = hex.split_whitespace().collect();
        (0..digits.len() / 2)
            .map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).expect(hex))
            .collect()
    }

    fn round_trip(hex: &str, ty: &Type) {
        let value = decode(&bytes(hex), ty).expect(hex);
        assert_eq!(encode(&value, ty), bytes(hex), "{hex}");
    }

    #[test]
    fn what_go_cty_writes_is_written_again() {
        round_trip("c0", &Type::String);
        round_trip("a2 6869", &Type::String);
        round_trip("d4 00 00", &Type::Number);
        round_trip("c7 03 0c 81 01 c2", &Type::String); // refined: not null
        round_trip("cb 3fe0000000000000", &Type::Number); // 0.5
        round_trip("a3 302e31", &Type::Number); // 0.1, as text
        round_trip("cd 0100", &Type::Number);
        round_trip("b4 3138343436373434303733373039353531363136", &Type::Number); // 2^64, as text
        round_trip("92 a1 62 a1 61", &Type::set(Type::String));
        round_trip(
            "82 a1 61 c3 a1 62 91 01",
            &Type::object([("a", Type::Bool), ("b", Type::list(Type::Number))]),
        );
        round_trip("92 c4 08 22737472696e6722 a1 78", &Type::Dynamic);
        round_trip(
            "92 a1 61 01",
            &Type::Tuple(vec![Type::String, Type::Number]),
        );
    }

    #[test]
    fn broken_bytes_give_errors_with_a_place() {
        let object = Type::object([("a", Type::list(Type::Bool))]);
        for (hex, expect) in [
            ("", "is cut short"),
            ("a5 6869", "must be a map"),
            ("81 a1 61 91 01", "a[0]: must be a bool, not another kind"),
            ("81 a1 62 c3", "has no attribute \"b\""),
            ("80", "must have 1 attributes, not 0"),
            ("81 a1 61 dd ffffffff", "a[0]: is cut short"),
            ("c0 c0", "is followed by more bytes"),
            (
                "c7 02 05 8000",
                "has an extension 5 of 2 bytes, which means nothing here",
            ),
        ] {
            assert_eq!(
                decode(&bytes(hex), &object).map_err(|e| e.to_string()),
                Err(expect.to_owned()),
                "{hex}"
            );
        }
    }

    #[test]
    fn depth_ends_in_an_error() {
        let mut ty = Type::Bool;
        for _ in 0..1000 {
            ty = Type::list(ty);
        }
        let nested = vec![0x91; 1001];
        assert!(
            decode(&nested, &ty)
                .expect_err("too deep")
                .to_string()
                .contains("deeper than")
        );
    }
}
