import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Button } from "./button.tsx";
import { IconButton } from "./icon-button.tsx";

const html = (button: React.ReactElement) => renderToStaticMarkup(button);

test("a button that takes no answer yet says so, and so does one under way", () => {
  expect(html(<Button aria-disabled>Allow</Button>)).toContain('aria-disabled="true"');
  expect(html(<Button pending>Allow</Button>)).toContain('aria-disabled="true"');
  expect(html(<Button>Allow</Button>)).not.toContain("aria-disabled=");
});

test("one that is only an icon looks so, too", () => {
  const button = (
    <IconButton label="Edit" aria-disabled>
      +
    </IconButton>
  );
  expect(html(button)).toContain("aria-disabled:opacity-55");
});
