//! Currencies and units of measure of English.

/// Returns the sign of money before a figure.
pub(super) fn money_sign(form: &str) -> Option<&'static str> {
    Some(match form {
        "$" => "$",
        "€" | "eur" => "€",
        "£" | "gbp" => "£",
        "usd" => "$",
        "hkd" => "HK$",
        "¥" | "rmb" | "cny" => "yuan",
        _ => return None,
    })
}

/// Returns the sign of money for the letters before `$`: US$, HK$.
pub(super) fn dollar(letters: &str) -> Option<&'static str> {
    Some(match letters {
        "us" | "u.s" | "american" => "$",
        "hk" => "HK$",
        "nt" => "NT$",
        "a" | "au" | "australian" => "A$",
        "c" | "ca" | "canadian" => "C$",
        "s" | "singapore" => "S$",
        "nz" => "NZ$",
        _ => return None,
    })
}

/// Names of money and their signs.
const MONEY: [(&str, &str); 25] = [
    ("yuan", "yuan"),
    ("rmb", "yuan"),
    ("renminbi", "yuan"),
    ("dollar", "$"),
    ("dollars", "$"),
    ("usd", "$"),
    ("euro", "€"),
    ("euros", "€"),
    ("pound", "£"),
    ("pounds", "£"),
    ("yen", "yen"),
    ("ruble", "ruble"),
    ("rubles", "ruble"),
    ("roubles", "ruble"),
    ("rupee", "rupee"),
    ("rupees", "rupee"),
    ("won", "won"),
    ("jiao", "jiao"),
    ("fen", "fen"),
    ("cent", "cent"),
    ("cents", "cent"),
    ("francs", "franc"),
    ("baht", "baht"),
    ("pesos", "peso"),
    ("patacas", "pataca"),
];

/// Units in the singular and plural.
const UNITS: [(&str, &str); 66] = [
    ("year", "years"),
    ("month", "months"),
    ("week", "weeks"),
    ("day", "days"),
    ("hour", "hours"),
    ("minute", "minutes"),
    ("second", "seconds"),
    ("kilometer", "kilometers"),
    ("kilometre", "kilometres"),
    ("meter", "meters"),
    ("metre", "metres"),
    ("centimeter", "centimeters"),
    ("centimetre", "centimetres"),
    ("millimeter", "millimeters"),
    ("millimetre", "millimetres"),
    ("micrometer", "micrometers"),
    ("nanometer", "nanometers"),
    ("mile", "miles"),
    ("yard", "yards"),
    ("hectare", "hectares"),
    ("acre", "acres"),
    ("tonne", "tonnes"),
    ("ton", "tons"),
    ("kilogram", "kilograms"),
    ("gram", "grams"),
    ("milligram", "milligrams"),
    ("microgram", "micrograms"),
    ("tael", "taels"),
    ("liter", "liters"),
    ("litre", "litres"),
    ("milliliter", "milliliters"),
    ("barrel", "barrels"),
    ("ounce", "ounces"),
    ("gallon", "gallons"),
    ("watt", "watts"),
    ("kilowatt", "kilowatts"),
    ("megawatt", "megawatts"),
    ("gigawatt", "gigawatts"),
    ("terawatt", "terawatts"),
    ("kilovolt", "kilovolts"),
    ("volt", "volts"),
    ("degree", "degrees"),
    ("time", "times"),
    ("vote", "votes"),
    ("generation", "generations"),
    ("decade", "decades"),
    ("household", "households"),
    ("province", "provinces"),
    ("point", "points"),
    ("night", "nights"),
    ("carat", "carats"),
    ("decibel", "decibels"),
    ("quarter", "quarters"),
    ("light-year", "light-years"),
    ("kilowatt-hour", "kilowatt-hours"),
    ("foot", "feet"),
    ("inch", "inches"),
    ("century", "centuries"),
    ("country", "countries"),
    ("mu", "mu"),
    ("jin", "jin"),
    ("li", "li"),
    ("hertz", "hertz"),
    ("megahertz", "megahertz"),
    ("gigahertz", "gigahertz"),
    ("horsepower", "horsepower"),
];

/// Symbols of units after a figure.
const SYMBOLS: [(&str, &str); 22] = [
    ("km", "kilometer"),
    ("kms", "kilometer"),
    ("m", "meter"),
    ("cm", "centimeter"),
    ("mm", "millimeter"),
    ("ft", "foot"),
    ("kg", "kilogram"),
    ("g", "gram"),
    ("mg", "milligram"),
    ("ha", "hectare"),
    ("kw", "kilowatt"),
    ("mw", "megawatt"),
    ("gw", "gigawatt"),
    ("tw", "terawatt"),
    ("kv", "kilovolt"),
    ("kwh", "kilowatt-hour"),
    ("mph", "mile"),
    ("kmh", "kilometer"),
    ("kph", "kilometer"),
    ("lb", "pound"),
    ("lbs", "pound"),
    ("x", "time"),
];

/// Names of money and units after a figure, in the singular; `true` for money.
pub(super) fn unit(form: &str) -> Option<(&'static str, bool)> {
    if form.is_empty() {
        return None;
    }
    if let Some((_, sign)) = MONEY.iter().find(|(name, _)| *name == form) {
        return Some((sign, true));
    }
    let mut units = UNITS.iter();
    let (one, _) = units.find(|(one, many)| *one == form || *many == form)?;
    Some((one, false))
}

/// Returns the unit of a symbol.
pub(super) fn symbol(form: &str) -> Option<&'static str> {
    SYMBOLS
        .iter()
        .find(|(symbol, _)| *symbol == form)
        .map(|(_, unit)| *unit)
}

/// Lists all names and symbols.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    let money = MONEY.iter().map(|(name, _)| *name);
    let units = UNITS.iter().flat_map(|(one, many)| [*one, *many]);
    let symbols = SYMBOLS.iter().map(|(symbol, _)| *symbol);
    money.chain(units).chain(symbols)
}
