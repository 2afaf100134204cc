// The colours and letters of the page, for what is drawn by script.

export interface Theme {
  paper: string;
  ink: string;
  soft: string;
  rule: string;
  accent: string;
  sans: string;
  dark: boolean;
}

export function theme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    paper: read("--paper"), ink: read("--ink"), soft: read("--soft"), rule: read("--rule"), accent: read("--accent"), sans: read("--sans"),
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
  };
}
