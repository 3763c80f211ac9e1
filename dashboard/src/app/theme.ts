import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const sea: MantineColorsTuple = [
  "#eaf4fb",
  "#d3e6f4",
  "#a6cde9",
  "#76b3dd",
  "#4aa8e0",
  "#2e8acb",
  "#1f7ab8",
  "#1a6aa1",
  "#165a89",
  "#0f4870",
];

const amber: MantineColorsTuple = [
  "#fdf6e9",
  "#f7e9cd",
  "#eed39c",
  "#e5bc68",
  "#e0a548",
  "#cb8c2b",
  "#b7791f",
  "#96631a",
  "#7a5116",
  "#5f3f11",
];

const red: MantineColorsTuple = [
  "#fdeeee",
  "#f7d9d9",
  "#eeb1b1",
  "#ef8d8d",
  "#ef6b6b",
  "#d95050",
  "#c43d3d",
  "#ab3232",
  "#922a2a",
  "#752121",
];

/** Mantine reads its dark scheme's surfaces and texts from this one: ours are blue like deep water, not grey. */
const dark: MantineColorsTuple = [
  "#e4edf4",
  "#a5b5c2",
  "#8c9dab",
  "#6d8191",
  "#364858",
  "#22303b",
  "#121c25",
  "#0c141b",
  "#091017",
  "#060b10",
];

export const theme = createTheme({
  primaryColor: "sea",
  primaryShade: 6,
  autoContrast: true,
  luminanceThreshold: 0.32,
  colors: { sea, amber, red, dark },
  fontFamily: '"Inter Variable", Inter, system-ui, sans-serif',
  fontFamilyMonospace: '"JetBrains Mono Variable", "JetBrains Mono", ui-monospace, monospace',
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.45", lg: "1.4", xl: "1.3" },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "24px", xl: "32px" },
  defaultRadius: "md",
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "8px", xl: "8px" },
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "20px", lineHeight: "1.3" },
      h2: { fontSize: "16px", lineHeight: "1.35" },
      h3: { fontSize: "14px", lineHeight: "1.4" },
    },
  },
  cursorType: "pointer",
  focusRing: "auto",
  respectReducedMotion: true,
  components: {
    Drawer: { defaultProps: { position: "right", size: 620, overlayProps: { backgroundOpacity: 0.25 } } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.25 } } },
    Button: { defaultProps: { size: "sm" } },
    TextInput: { defaultProps: { size: "sm" } },
    PasswordInput: { defaultProps: { size: "sm" } },
    NumberInput: { defaultProps: { size: "sm" } },
    Select: { defaultProps: { size: "sm", allowDeselect: false, checkIconPosition: "right" } },
    Tooltip: { defaultProps: { openDelay: 250, withArrow: false, multiline: true, maw: 320 } },
  },
});

/** Hands our tokens to Mantine's components, so that there is one place where a colour is decided. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "var(--paper)",
    "--mantine-color-text": "var(--ink)",
    "--mantine-color-dimmed": "var(--ink-soft)",
    "--mantine-color-default-border": "var(--line)",
    "--mantine-color-placeholder": "var(--ink-faint)",
    "--mantine-color-error": "var(--red-ink)",
    "--mantine-color-anchor": "var(--sea-ink)",
  },
  dark: {
    "--mantine-color-body": "var(--paper)",
    "--mantine-color-text": "var(--ink)",
    "--mantine-color-dimmed": "var(--ink-soft)",
    "--mantine-color-default": "var(--raised)",
    "--mantine-color-default-hover": "var(--hover)",
    "--mantine-color-default-border": "var(--line)",
    "--mantine-color-placeholder": "var(--ink-faint)",
    "--mantine-color-error": "var(--red-ink)",
    "--mantine-color-anchor": "var(--sea-ink)",
  },
});
