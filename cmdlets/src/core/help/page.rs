//! The text of help pages.
//!
//! In:    a page, a width.
//! Out:   its text in the view that was asked for.
//! Never: knows where the words come from.

use super::{Example, HelpPage, Parameter, View};
use runtime::format::cells;

const INDENT: &str = "    ";
const COMMON: &str = "This cmdlet supports the common parameters: Verbose, Debug,\nErrorAction, ErrorVariable, WarningAction, WarningVariable,\nOutBuffer, PipelineVariable, and OutVariable. For more information, see\nabout_CommonParameters (https://go.microsoft.com/fwlink/?LinkID=113216)";

pub fn text(page: &HelpPage) -> String {
    let mut sheet = Sheet { text: String::from("\n"), width: page.width };
    sheet.head("NAME");
    sheet.put(1, &page.name);
    sheet.put(1, "");
    if !page.is_written {
        unwritten(&mut sheet, page);
        return sheet.text;
    }
    sheet.head("SYNOPSIS");
    sheet.words(1, &page.synopsis);
    sheet.put(1, "");
    sheet.put(1, "");
    if page.view == View::Examples {
        examples(&mut sheet, &page.examples);
        return sheet.text;
    }
    sheet.head("SYNTAX");
    syntax(&mut sheet, page);
    sheet.head("DESCRIPTION");
    if !page.description.is_empty() {
        sheet.words(1, &page.description);
    }
    sheet.put(1, "");
    sheet.line("");
    match page.view {
        View::Short => short_tail(&mut sheet, page),
        _ => long_tail(&mut sheet, page),
    }
    sheet.text
}

pub fn parameter_text(parameter: &Parameter, width: usize) -> String {
    let mut sheet = Sheet { text: String::from("\n"), width };
    sheet.line(&heading(parameter));
    sheet.words(1, &parameter.text);
    if !parameter.text.is_empty() {
        sheet.put(1, "");
    }
    facts(&mut sheet, parameter, 1);
    sheet.text.push_str(INDENT);
    sheet.text
}

/// Lines under construction.
struct Sheet {
    text: String,
    width: usize,
}

impl Sheet {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn head(&mut self, word: &str) {
        self.line(word);
    }

    /// Text at a level, broken at the width of the screen.
    fn put(&mut self, level: usize, text: &str) {
        let indent = INDENT.repeat(level);
        let room = self.width.saturating_sub(indent.len()).max(1);
        for line in cells::wrap(text, room, room) {
            self.line(&format!("{indent}{line}"));
        }
    }
}

impl Sheet {
    /// Text at a level, broken between words.
    fn words(&mut self, level: usize, text: &str) {
        let indent = INDENT.repeat(level);
        let room = self.width.saturating_sub(indent.len()).max(1);
        for line in text.split('\n') {
            let mut row = String::new();
            for word in line.split(' ') {
                if !row.is_empty() && cells::width(&row) + 1 + cells::width(word) > room {
                    self.line(&format!("{indent}{row}"));
                    row.clear();
                } else if !row.is_empty() {
                    row.push(' ');
                }
                row.push_str(word);
            }
            self.line(&format!("{indent}{row}"));
        }
    }
}

fn syntax(sheet: &mut Sheet, page: &HelpPage) {
    for line in &page.syntax {
        sheet.put(1, line);
        sheet.put(1, "");
    }
    sheet.put(1, "");
}

/// A command nobody wrote about: how it is called, and its aliases.
fn unwritten(sheet: &mut Sheet, page: &HelpPage) {
    sheet.head("SYNTAX");
    syntax(sheet, page);
    if page.view != View::Short {
        parameters(sheet, page);
    }
    sheet.head("ALIASES");
    if page.aliases.is_empty() {
        sheet.put(1, "None");
    }
    for alias in &page.aliases {
        sheet.put(1, alias);
    }
    sheet.put(1, "");
    sheet.line("");
    sheet.head("REMARKS");
    sheet.put(1, "None");
    sheet.line("");
}

fn short_tail(sheet: &mut Sheet, page: &HelpPage) {
    sheet.head("RELATED LINKS");
    links(sheet, page);
    remarks(sheet, page);
}

fn links(sheet: &mut Sheet, page: &HelpPage) {
    for link in &page.links {
        sheet.line(&format!("{INDENT}{link} "));
    }
    sheet.line("");
}

fn remarks(sheet: &mut Sheet, page: &HelpPage) {
    let name = &page.name;
    sheet.head("REMARKS");
    if !page.examples.is_empty() {
        sheet.put(1, &format!("To see the examples, type: \"Get-Help {name} -Examples\""));
    }
    sheet.put(1, &format!("For more information, type: \"Get-Help {name} -Detailed\""));
    sheet.put(1, &format!("For technical information, type: \"Get-Help {name} -Full\""));
    if !page.links.is_empty() {
        sheet.put(1, &format!("For online help, type: \"Get-Help {name} -Online\""));
    }
    sheet.line("");
}

fn long_tail(sheet: &mut Sheet, page: &HelpPage) {
    parameters(sheet, page);
    if page.view == View::Full {
        sheet.head("INPUTS");
        for text in &page.inputs {
            sheet.put(1, text);
        }
        sheet.put(1, "");
        sheet.head("OUTPUTS");
        for text in &page.outputs {
            sheet.put(1, text);
        }
        sheet.put(1, "");
        if !page.notes.is_empty() {
            sheet.head("NOTES");
            sheet.put(1, "");
            sheet.words(2, &page.notes);
            sheet.put(1, "");
        }
    }
    examples(sheet, &page.examples);
    if page.view == View::Full {
        sheet.head("RELATED LINKS");
        links(sheet, page);
        return;
    }
    remarks(sheet, page);
    sheet.line("");
}

fn parameters(sheet: &mut Sheet, page: &HelpPage) {
    sheet.head("PARAMETERS");
    for parameter in &page.parameters {
        sheet.put(1, &heading(parameter));
        sheet.words(2, &parameter.text);
        if !parameter.text.is_empty() || page.view == View::Full {
            sheet.put(2, "");
        }
        if page.view == View::Full {
            facts(sheet, parameter, 2);
            sheet.put(2, "");
        }
    }
    if page.has_common {
        sheet.put(1, "<CommonParameters>");
        sheet.words(2, COMMON);
        sheet.line(&format!("{INDENT}. "));
    }
    sheet.put(1, "");
}

fn heading(parameter: &Parameter) -> String {
    if parameter.is_switch { format!("-{} [<SwitchParameter>]", parameter.name) } else { format!("-{} <{}>", parameter.name, parameter.ty) }
}

fn facts(sheet: &mut Sheet, parameter: &Parameter, level: usize) {
    let rows = [
        ("Required?", parameter.required.to_string()),
        ("Position?", parameter.position.clone()),
        ("Default value", parameter.default.to_string()),
        ("Accept pipeline input?", parameter.pipeline.to_owned()),
        ("Aliases", parameter.aliases.clone()),
        ("Accept wildcard characters?", parameter.wildcards.to_string()),
    ];
    for (label, value) in rows {
        sheet.line(&format!("{}{label:<29}{value}", INDENT.repeat(level)));
    }
}

fn examples(sheet: &mut Sheet, examples: &[Example]) {
    for (at, example) in examples.iter().enumerate() {
        sheet.put(1, &format!("-------------------------- EXAMPLE {} --------------------------", at + 1));
        sheet.put(1, "");
        sheet.put(1, &format!("PS > {}", example.code));
        sheet.put(1, "");
        sheet.words(1, &example.text);
        for _ in 0..4 {
            sheet.put(1, "");
        }
    }
}
