/** `wann completion`: scripts for shells. They hold the names themselves, so that a key press starts no program. */
import { Argument, Command } from "commander";
import { FORMATS } from "../formats/registry.js";
import { OPTIMIZERS } from "../optimize/registry.js";
import { settingsFor } from "../search/configuration.js";
import { SEARCHES } from "../search/registry.js";
import { PRESETS } from "../tasks/presets.js";
import { TASKS } from "../tasks/registry.js";

/** What can be typed. */
interface Vocabulary {
  readonly commands: readonly { readonly name: string; readonly title: string; readonly options: readonly string[] }[];
  /** Commands whose first argument is a task. */
  readonly ofTasks: readonly string[];
  readonly tasks: readonly string[];
  /** The words that may follow an option, by option. */
  readonly values: Readonly<Record<string, readonly string[]>>;
}

const SHELLS: Readonly<Record<string, (words: Vocabulary) => string>> = { bash, zsh, fish };

export const completionCommand = new Command("completion")
  .addArgument(new Argument("<shell>", "whose").choices(Object.keys(SHELLS)))
  .addHelpText(
    "after",
    "\nExamples:\n  echo 'eval \"$(wann completion bash)\"' >> ~/.bashrc\n  echo 'eval \"$(wann completion zsh)\"' >> ~/.zshrc" +
      "\n  wann completion fish > ~/.config/fish/completions/wann.fish",
  )
  .action((shell: string, _options: object, command: Command) => {
    process.stdout.write(SHELLS[shell](vocabularyOf(command.parent as Command)));
  });

function vocabularyOf(program: Command): Vocabulary {
  const tasks = TASKS.all.map(({ name }) => name);
  const commands = program.commands.map((command) => ({
    name: command.name(),
    title: command.description(),
    options: [...command.options, ...program.options].flatMap(({ long }) => (long ? [long] : [])).concat("--help"),
  }));
  const ofTasks = program.commands
    .filter(({ registeredArguments: [first] }) => /task|subject/.test(first?.name() ?? ""))
    .map((command) => command.name());
  const settings = [
    ...SEARCHES.all.flatMap((kind) => TASKS.all.flatMap((task) => Object.keys(settingsFor(kind, task)))),
    ...OPTIMIZERS.all.flatMap((kind) => Object.keys(kind.settings)),
  ];
  const values = {
    "--task": tasks,
    "--preset": PRESETS.all.map(({ name }) => name),
    "--set": [...new Set(settings)].sort().map((name) => `${name}=`),
    "--optimizer": OPTIMIZERS.all.map(({ name }) => name),
    "--format": [...FORMATS.all.map(({ name, aliases }) => aliases?.[0] ?? name), "csv", "jsonl"],
  };
  return { commands, ofTasks, tasks, values };
}

function bash({ commands, ofTasks, tasks, values }: Vocabulary): string {
  return `# wann: completion for bash
_wann() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} words=
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(" ")} help" -- "$current"))
    return
  fi
  case $previous in
${Object.entries(values)
  .map(([option, names]) => `    ${option}) words="${names.join(" ")}" ;;`)
  .join("\n")}
  esac
  if [ -n "$words" ]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    [[ \${COMPREPLY[0]} == *= ]] && compopt -o nospace 2> /dev/null
    return
  fi
  if [[ $current == -* ]]; then
    case \${COMP_WORDS[1]} in
${commands.map(({ name, options }) => `      ${name}) words="${options.join(" ")}" ;;`).join("\n")}
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    return
  fi
  COMPREPLY=($(compgen -f -- "$current"))
  case \${COMP_WORDS[1]} in
    ${ofTasks.join("|")}) [ "$COMP_CWORD" -eq 2 ] && COMPREPLY+=($(compgen -W "${tasks.join(" ")}" -- "$current")) ;;
    completion) COMPREPLY=($(compgen -W "${Object.keys(SHELLS).join(" ")}" -- "$current")) ;;
  esac
}
complete -o filenames -F _wann wann
`;
}

function zsh({ commands, ofTasks, tasks, values }: Vocabulary): string {
  return `#compdef wann
# wann: completion for zsh
_wann() {
  if (( CURRENT == 2 )); then
    local -a commands=(
${commands.map(({ name, title }) => `      ${quoted(`${name}:${title.replaceAll(":", "\\:")}`)}`).join("\n")}
    )
    _describe command commands
    return
  fi
  case $words[CURRENT-1] in
${Object.entries(values)
  .map(
    ([option, names]) => `    ${option}) compadd ${option === "--set" ? "-S '' " : ""}-- ${names.join(" ")}; return ;;`,
  )
  .join("\n")}
  esac
  if [[ $words[CURRENT] == -* ]]; then
    case $words[2] in
${commands.map(({ name, options }) => `      ${name}) compadd -- ${options.join(" ")} ;;`).join("\n")}
    esac
    return
  fi
  case $words[2] in
    ${ofTasks.join("|")}) (( CURRENT == 3 )) && compadd -- ${tasks.join(" ")} ;;
    completion) compadd -- ${Object.keys(SHELLS).join(" ")}; return ;;
  esac
  _files
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef _wann wann
`;
}

function fish({ commands, ofTasks, tasks, values }: Vocabulary): string {
  const valued = (option: string) => values[option] && ` -x -a ${quoted(values[option].join(" "))}`;
  return `# wann: completion for fish
${commands.map(({ name, title }) => `complete -c wann -n __fish_use_subcommand -f -a ${name} -d ${quoted(title)}`).join("\n")}
complete -c wann -n "__fish_seen_subcommand_from ${ofTasks.join(" ")}" -a ${quoted(tasks.join(" "))}
complete -c wann -n "__fish_seen_subcommand_from completion" -f -a ${quoted(Object.keys(SHELLS).join(" "))}
${commands
  .flatMap(({ name, options }) =>
    options.map(
      (option) =>
        `complete -c wann -n "__fish_seen_subcommand_from ${name}" -l ${option.slice(2)}${valued(option) ?? ""}`,
    ),
  )
  .join("\n")}
`;
}

/** A word for a shell, as it is. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
