import { createContext, useContext } from "react";

interface PanelPlace {
  /** The question that stands over what is in the panel. */
  title: string | undefined;
  /** Where what is in the panel may put a small button of its own, in the panel's head. */
  corner: HTMLElement | null;
}

export const PanelContext = createContext<PanelPlace>({ title: undefined, corner: null });

/** The panel that a chart stands in. */
export function usePanel(): PanelPlace {
  return useContext(PanelContext);
}
