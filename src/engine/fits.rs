//! Whether a value is of a type.

use super::own_types::disagreement;
use super::{Type, Value};

impl Value {
    /// Reports whether the value is of the type. Nulls and unknowns are of every type. All elements
    /// of a collection must have one type, also where the schema leaves it open.
    pub fn fits(&self, ty: &Type) -> bool {
        match (self, ty) {
            (Self::Null | Self::Unknown(_), _)
            | (Self::Bool(_), Type::Bool)
            | (Self::Number(_), Type::Number)
            | (Self::String(_), Type::String) => true,
            (Self::Dynamic(typed), Type::Dynamic) => typed.1.fits(&typed.0),
            (Self::Dynamic(typed), ty) => {
                typed.1.shows_no_type() && ty.is_open_to(&typed.0) && typed.1.fits(&typed.0)
            }
            (Self::List(elements), Type::List(ty)) | (Self::Set(elements), Type::Set(ty)) => {
                elements.iter().all(|e| e.fits(ty)) && disagreement(ty, elements.iter()).is_none()
            }
            (Self::List(elements), Type::Tuple(types)) => {
                elements.len() == types.len()
                    && elements.iter().zip(types).all(|(e, ty)| e.fits(ty))
            }
            (Self::Map(elements), Type::Map(ty)) => {
                elements.values().all(|e| e.fits(ty))
                    && disagreement(ty, elements.values()).is_none()
            }
            (Self::Map(elements), Type::Object(types)) => {
                elements.len() == types.len()
                    && types
                        .iter()
                        .all(|(name, ty)| elements.get(name).is_some_and(|e| e.fits(ty)))
            }
            _ => false,
        }
    }
}
