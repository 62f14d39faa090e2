use super::*;

#[test]
fn a_cursor_parses_only_in_the_spelling_it_is_written_in() {
    for cursor in [
        "+2026-11-22#V#reserved#2027-04-30#SA-0001",
        "-2026-11-22#V#expired#2026-04-30#SA-0001",
        "+2026-11-22#C#paid#2027-01-21#SA-0001",
    ] {
        assert_eq!(cursor.parse::<ListCursor>().unwrap().to_string(), cursor);
    }
    for other in [
        "",
        "+",
        "é",
        "2026-11-22#V#reserved#2027-04-30#SA-0001",
        "*2026-11-22#V#reserved#2027-04-30#SA-0001",
        "+2026-11-22T00:00#V#reserved#2027-04-30#SA-0001",
        "+2026-11-22#C#reserved#2027-04-30#SA-0001",
        "+2026-11-22#V#paid#2027-04-30#SA-0001",
        "+2026-11-22#X#reserved#2027-04-30#SA-0001",
        "+2026-11-22#V#reserved#2027-04-30#sa-0001",
        "+2026-11-22#V#open#2027-04-30#SA-0001",
        "+2026-11-22#V#reserved#2027-04-31#SA-0001",
        "+2026-11-22#V#reserved#2027-04-30#SA",
        "+2026-11-22#V#reserved#2027-04-30",
        "+2026-11-22#V#reserved#2027-04-30#SA-0001#",
        "+2026-11-22#V#reserved#2027-04-30T00:00:00.0000000000000000000000000000000000000000000000000#SA-0001",
    ] {
        assert!(other.parse::<ListCursor>().is_err(), "{other}");
    }
}
