//! What clap says, in Chinese.

use std::ffi::OsString;

use clap::builder::PossibleValue;
use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory as _, FromArgMatches as _, ValueEnum};

use super::Cli;

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}";

/// What is to be printed instead of running a command.
pub(super) enum Answer {
    /// The help or the version.
    Text(String),
    /// Why the arguments make no sense.
    Wrong(String),
}

/// The shapes that a list can be printed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Table,
    Json,
    Csv,
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Table, Self::Json, Self::Csv]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Self::Table => "table",
            Self::Json => "json",
            Self::Csv => "csv",
        }))
    }
}

/// Reads the arguments.
pub(super) fn read<A>(args: A) -> Result<Cli, Answer>
where
    A: IntoIterator,
    A::Item: Into<OsString> + Clone,
{
    command()
        .try_get_matches_from(args)
        .and_then(|matches| Cli::from_arg_matches(&matches))
        .map_err(|error| answer(&error))
}

/// The names of all commands.
pub(super) fn command_names() -> Vec<String> {
    let command = Cli::command();
    let names = command.get_subcommands().map(Command::get_name);
    names.map(str::to_owned).collect()
}

fn command() -> Command {
    let version = Arg::new("version")
        .short('V')
        .long("version")
        .action(ArgAction::Version)
        .help("显示版本号");
    in_chinese(Cli::command().disable_version_flag(true).arg(version))
        .subcommand_help_heading("命令")
}

/// Puts Chinese in the place of every word that clap adds by itself.
fn in_chinese(command: Command) -> Command {
    let help = Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help)
        .help("显示帮助");
    // Under a heading of their own, arguments would be sorted by name.
    let mut place = 0;
    command
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .arg(help)
        .help_template(TEMPLATE)
        .mut_args(|arg| {
            let heading = if arg.is_positional() {
                "参数"
            } else {
                "选项"
            };
            let takes_values = arg.get_action().takes_values();
            place += 1;
            arg.help_heading(heading)
                .display_order(place)
                .hide_default_value(takes_values)
                .hide_possible_values(takes_values)
        })
        .mut_subcommands(in_chinese)
}

fn answer(error: &clap::Error) -> Answer {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    ) {
        return Answer::Text(error.to_string());
    }
    let mut message = format!("用法有误：{}", sentence(error));
    if let Some(usage) = context(error, ContextKind::Usage) {
        message.push('\n');
        message.push_str(&usage.replace("Usage: ", "用法："));
    }
    message.push_str("\n加 --help 可查看说明");
    Answer::Wrong(message)
}

fn sentence(error: &clap::Error) -> String {
    let arg = context(error, ContextKind::InvalidArg).unwrap_or_default();
    let value = context(error, ContextKind::InvalidValue).unwrap_or_default();
    match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => format!("{arg} 后面缺少取值"),
        ErrorKind::InvalidValue => {
            let known = context(error, ContextKind::ValidValue).unwrap_or_default();
            let known = known.replace(", ", "、");
            format!("{arg} 不能取“{value}”；可用 {known}")
        }
        ErrorKind::ValueValidation => format!("{arg} 的取值“{value}”不对"),
        ErrorKind::UnknownArgument => match context(error, ContextKind::SuggestedArg) {
            Some(meant) => format!("没有“{arg}”这个选项；是否为 {meant}？"),
            None => format!("不认识或多余的参数“{arg}”"),
        },
        ErrorKind::InvalidSubcommand => {
            let name = context(error, ContextKind::InvalidSubcommand).unwrap_or_default();
            let known = command_names().join("、");
            format!("没有命令“{name}”；可用 {known}")
        }
        ErrorKind::ArgumentConflict => match context(error, ContextKind::PriorArg) {
            Some(_) if arg.is_empty() => "多了一个参数：一次只能打开一个台账".to_owned(),
            Some(other) if other == arg => format!("{arg} 只能写一次"),
            Some(other) => format!("{arg} 不能与 {other} 同时使用"),
            None => format!("{arg} 不能与其他参数同时使用"),
        },
        ErrorKind::MissingRequiredArgument => {
            format!("缺少参数 {}", arg.replace(", ", "、"))
        }
        ErrorKind::NoEquals => format!("{arg} 与取值之间应写等号"),
        ErrorKind::TooManyValues => format!("{arg} 的取值太多，“{value}”是多余的"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{arg} 的取值个数不对")
        }
        ErrorKind::InvalidUtf8 => "参数不是有效的文字；请检查编码".to_owned(),
        ErrorKind::MissingSubcommand => format!("缺少命令；可用 {}", command_names().join("、")),
        kind => format!("参数不对（{kind}）"),
    }
}

fn context(error: &clap::Error, kind: ContextKind) -> Option<String> {
    error
        .get(kind)
        .map(ToString::to_string)
        .filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn no_help_speaks_english() {
        for name in command_names() {
            let Err(Answer::Text(help)) = read(["zhibiao", &name, "--help"]) else {
                panic!("{name} has no help");
            };
            for word in [
                "Usage",
                "Options",
                "Arguments",
                "Print",
                "default",
                "possible",
            ] {
                assert!(!help.contains(word), "{help}");
            }
        }
    }

    #[test]
    fn a_minus_does_not_make_an_option_of_a_value() {
        for value in ["-5", "-1,200.5", "-"] {
            assert!(read(["zhibiao", "set", "a.ron", "p/1", "2024", value]).is_ok());
        }
        let negative = ["zhibiao", "set", "a", "p/1", "2024", "-5", "--baseline"];
        assert!(read(negative).is_ok());
    }
}
