"use client";

import { useTranslations } from "next-intl";
import { cn } from "#lib/platform/cn.ts";
import type { PickedTool } from "./tool-form.tsx";
import { VisibleText } from "./visible-text.tsx";

type ToolPickerProps = {
  id: string;
  tools: PickedTool[];
  active: number;
  onPick: (tool: PickedTool) => void;
  onHover: (index: number) => void;
};

/** The id of an option, for the text box's aria-activedescendant. */
export function optionId(listId: string, index: number): string {
  return `${listId}-${index}`;
}

/** The list over the composer after "/": arrow keys move, Enter picks; focus stays in the text box. */
export function ToolPicker({ id, tools, active, onPick, onHover }: ToolPickerProps) {
  const t = useTranslations("chat.toolPicker");
  return (
    <div
      id={id}
      role="listbox"
      aria-label={t("label")}
      className="absolute inset-x-0 bottom-full z-20 mb-2 max-h-72 animate-appear overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-md"
    >
      {tools.map((each, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the text box, which names the active option
        <div
          key={`${each.connectorId}/${each.tool.name}`}
          id={optionId(id, index)}
          role="option"
          aria-selected={index === active}
          ref={index === active ? (element) => element?.scrollIntoView({ block: "nearest" }) : undefined}
          onMouseMove={() => onHover(index)}
          onMouseDown={(event) => {
            event.preventDefault();
            onPick(each);
          }}
          className={cn("flex items-baseline gap-2 rounded-sm px-2 py-1.5", index === active && "bg-hover")}
        >
          <span className="shrink-0 font-medium font-mono text-sm">
            <VisibleText text={each.tool.name} />
          </span>
          <span className="min-w-0 flex-1 truncate text-muted text-sm">
            <VisibleText text={each.tool.description.slice(0, 300)} />
          </span>
          <span className="shrink-0 text-muted text-xs">{each.connectorName}</span>
        </div>
      ))}
    </div>
  );
}
