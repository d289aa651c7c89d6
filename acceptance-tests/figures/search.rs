//! The search for a secret in bytes, in every encoding in which programs write texts.

use std::fmt::Write as _;

use anyhow::{Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use serde_json::json;
use sha2::{Digest as _, Sha256};

/// A secret of a run.
#[derive(Clone)]
pub(super) struct Canary {
    /// What the secret is: `appservices_secret.value`.
    pub(super) of: String,
    pub(super) text: String,
    /// Whether the state and the plan hold the secret, because its attribute is in them.
    pub(super) is_stored: bool,
}

/// Returns in how many encodings a canary was planted, and fails if the search misses one.
pub(super) fn find_what_is_planted() -> Result<usize> {
    let mut random = fastrand::Rng::with_seed(1);
    let mut planted = 0;
    for _ in 0..20 {
        let canary = random_canary(&mut random, "planted".to_owned(), false);
        for (name, plant) in PLANTS {
            for before in 0..3 {
                let noise = |random: &mut fastrand::Rng| -> String {
                    (0..before + 20).map(|_| random.lowercase()).collect()
                };
                let around = [noise(&mut random), noise(&mut random)];
                let text = plant(&canary.text);
                let bytes = [around[0].as_bytes(), &text, around[1].as_bytes()];
                ensure!(
                    found(&bytes.concat(), &canary.text).is_some(),
                    "{name} hides {:?}",
                    canary.text
                );
                planted += 1;
            }
        }
    }
    Ok(planted)
}

type Plant = fn(&str) -> Vec<u8>;

/// How programs write a text.
const PLANTS: &[(&str, Plant)] = &[
    ("plain text", |text| text.as_bytes().to_vec()),
    ("JSON", |text| json!(text).to_string().into_bytes()),
    ("JSON in JSON", |text| {
        json!(json!(text).to_string()).to_string().into_bytes()
    }),
    ("Debug", |text| format!("{text:?}").into_bytes()),
    ("a URL", |text| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC)
            .to_string()
            .into_bytes()
    }),
    ("a URL with every byte encoded", |text| {
        hex(text.as_bytes(), "%").into_bytes()
    }),
    ("hexadecimal", |text| hex(text.as_bytes(), "").into_bytes()),
    ("capital hexadecimal", |text| {
        hex(text.as_bytes(), "").to_uppercase().into_bytes()
    }),
    ("base64", |text| STANDARD.encode(text).into_bytes()),
    ("base64 after a byte", |text| {
        STANDARD.encode(format!("a{text}z")).into_bytes()
    }),
    ("base64 after two bytes", |text| {
        STANDARD.encode(format!("ab{text}yz")).into_bytes()
    }),
    ("base64 of URLs", |text| URL_SAFE.encode(text).into_bytes()),
    ("UTF-16", |text| {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }),
    ("backwards", |text| {
        text.chars().rev().collect::<String>().into_bytes()
    }),
    ("its first half", |text| {
        text.chars().take(12).collect::<String>().into_bytes()
    }),
    ("SHA-256", |text| {
        hex(&Sha256::digest(text), "").into_bytes()
    }),
    ("SHA-256 in base64", |text| {
        STANDARD.encode(Sha256::digest(text)).into_bytes()
    }),
];

/// Returns the encoding in which the bytes contain the canary. A canary begins with 20 letters and digits, so
/// encodings that leave those alone are found by them.
pub(super) fn found(bytes: &[u8], canary: &str) -> Option<&'static str> {
    let contains =
        |part: &[u8]| !part.is_empty() && bytes.windows(part.len()).any(|one| one == part);
    let core = &canary[..12];
    let lower: Vec<u8> = bytes.to_ascii_lowercase();
    let in_any_case = |part: String| {
        let part = part.to_lowercase().into_bytes();
        lower.windows(part.len()).any(|one| one == part)
    };
    if contains(core.as_bytes()) {
        return Some("plain text");
    }
    if contains(core.chars().rev().collect::<String>().as_bytes()) {
        return Some("backwards");
    }
    if in_any_case(hex(core.as_bytes(), "")) || in_any_case(hex(core.as_bytes(), "%")) {
        return Some("hexadecimal");
    }
    if contains(
        &core
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<_>>(),
    ) {
        return Some("UTF-16");
    }
    // The digits at the ends depend on the bytes beside them, so the middle ones are looked for.
    for offset in 0..3 {
        let padded = format!("{}{core}", &"aa"[..offset]);
        for digits in [STANDARD.encode(&padded), URL_SAFE.encode(&padded)] {
            if contains(&digits.as_bytes()[offset + usize::from(offset > 0)..14]) {
                return Some("base64");
            }
        }
    }
    let digest = Sha256::digest(canary);
    (in_any_case(hex(&digest, "")) || contains(STANDARD.encode(digest).as_bytes()))
        .then_some("SHA-256")
}

pub(super) fn hex(bytes: &[u8], before: &str) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // A String takes whatever is written.
        let _ = write!(text, "{before}{byte:02x}");
        text
    })
}

pub(super) fn random_canary(random: &mut fastrand::Rng, of: String, is_stored: bool) -> Canary {
    let mut text: String = (0..20).map(|_| random.alphanumeric()).collect();
    // What encodings write differently. The API's texts have no control characters.
    let odd = [
        '"', '\\', '<', '>', '&', '\'', '%', '+', '/', ' ', '=', '$', '{', 'é', '漢', '\n', '#',
    ];
    for _ in 0..random.usize(0..20) {
        text.extend(random.choice(odd));
    }
    text.extend((0..4).map(|_| random.alphanumeric()));
    Canary {
        of,
        text,
        is_stored,
    }
}
