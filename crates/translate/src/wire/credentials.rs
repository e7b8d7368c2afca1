//! What a service over HTTP is reached with: its key, and the certificate authorities to trust.

use crate::settings::{Service, SetupError};
use secrecy::SecretString;
use std::path::Path;

impl Service {
    /// Reads the text of a file that the settings name under `key`.
    pub(crate) fn read(&self, key: &str, path: &Path) -> Result<String, SetupError> {
        let path = self.path(path);
        std::fs::read_to_string(&path)
            .map_err(|error| self.wrong(key, &format!("{}: {error}", path.display())))
    }

    /// Reads the service's key: from the file or the environment variable that the settings name, else from the
    /// variable `usual` of its kind; `None` where there is none. Where nothing is sent, another text stands for a key
    /// that cannot be read.
    pub(crate) fn key(&self, usual: Option<&str>) -> Result<Option<SecretString>, SetupError> {
        if let Some(file) = &self.common.key_file {
            return match self.read("key_file", file) {
                Err(_) if self.plan => Ok(Some(stand_in())),
                text => Ok(secret(&text?)),
            };
        }
        let named = self.common.key_env.as_deref();
        if named.is_some_and(|name| !is_variable(name)) {
            // Perhaps it is the key itself, which must not be shown.
            return Err(self.wrong(
                "key_env",
                "it is not the name of a variable; the key itself does not belong here",
            ));
        }
        let Some(variable) = named.or(usual) else {
            return Ok(None);
        };
        let key = std::env::var(variable).ok().and_then(|key| secret(&key));
        if key.is_none() && self.plan {
            return Ok(Some(stand_in()));
        }
        if key.is_none() && named.is_some() {
            let what = format!("the environment variable `{variable}` is not set");
            return Err(SetupError {
                hint: format!(
                    "`export {variable}=…`, or name a file that holds the key with `key_file`"
                ),
                ..self.wrong("key_env", &what)
            });
        }
        Ok(key)
    }

    /// Reads the certificate authorities to trust besides the system's.
    pub(crate) fn certificates(&self) -> Result<Vec<reqwest::Certificate>, SetupError> {
        let Some(file) = &self.common.ca_file else {
            return Ok(Vec::new());
        };
        let text = self.read("ca_file", file)?;
        match reqwest::Certificate::from_pem_bundle(text.as_bytes()) {
            Ok(certificates) if !certificates.is_empty() => Ok(certificates),
            Ok(_) | Err(_) => Err(self.wrong("ca_file", "it holds no certificate in PEM")),
        }
    }
}

/// Returns what stands for the key of a service to which nothing is sent.
fn stand_in() -> SecretString {
    SecretString::from("none")
}

fn is_variable(name: &str) -> bool {
    name.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn secret(text: &str) -> Option<SecretString> {
    let key = text.trim();
    (!key.is_empty()).then(|| SecretString::from(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_needs_no_key() {
        let settings = toml::from_str("key_env = 'DUIZHAO_NO_SUCH_KEY'").unwrap();
        let mut service = Service::new("x", &settings, Path::new("duizhao.toml")).unwrap();
        assert!(service.key(None).is_err());
        service.plan = true;
        assert!(service.key(None).unwrap().is_some());
    }

    #[test]
    fn a_key_in_the_place_of_its_variable_is_not_shown() {
        let settings = toml::from_str("key_env = 'sk-0123'").unwrap();
        let error = Service::new("x", &settings, Path::new("duizhao.toml"))
            .unwrap()
            .key(None)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("not the name of a variable") && !error.contains("sk-0123"),
            "{error}"
        );
    }
}
