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

// what is printed is on white, and styles of print hold only after beforeprint
let printing = false;
addEventListener("beforeprint", () => (printing = true));
addEventListener("afterprint", () => (printing = false));

export function theme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  const sans = read("--sans");
  if (printing) return { paper: "#ffffff", ink: "#000000", soft: "#444444", rule: "#999999", accent: "#000000", sans, dark: false };
  return {
    paper: read("--paper"), ink: read("--ink"), soft: read("--soft"), rule: read("--rule"), accent: read("--accent"), sans,
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
  };
}
