"use client";

import { type SubmitEvent, startTransition, useActionState, useEffect, useRef } from "react";
import type { ActionResult } from "#lib/auth/errors.ts";
import { type Offline, orOffline } from "./or-offline.ts";
import { useProblemText } from "./problem.ts";

type FormAction<T, E extends string> = (previous: unknown, form: FormData) => Promise<ActionResult<T, E>>;

/**
 * A form over a server action. Works without JavaScript; with it, what was typed stays after a refusal, and focus goes to
 * the first field that is wrong.
 * @param onDone runs once for each success that stays on the page
 * @param words puts a problem's code into words; those of accounts and members when left out
 * @param about which field a code is about; it is said beside that one
 */
export function useFormAction<T, E extends string>(
  action: FormAction<T, E>,
  onDone?: (value: T) => void,
  words?: (code: string, id?: string) => string,
  about: Partial<Record<E, string>> = {},
) {
  type Answer = ActionResult<T, E> | Offline;
  // Without JavaScript the form goes to the action itself, which is what the server renders.
  const send =
    typeof window === "undefined" ? action : (previous: unknown, data: FormData) => orOffline(action(previous, data));
  const [state, dispatch, pending] = useActionState<Answer | null, FormData>(send, null);
  const form = useRef<HTMLFormElement>(null);
  const done = useRef(onDone);
  done.current = onDone;
  const ownWords = useProblemText();
  const text = words ?? ownWords;
  useEffect(() => {
    if (state?.ok) done.current?.(state.value);
    else if (state) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [state]);

  const refused = state?.ok === false ? state : null;
  const blamed = refused && about[refused.code as E];
  const fields = refused?.fields ?? (blamed ? { [blamed]: refused.code } : {});
  const code = refused?.code === "invalid" ? "form_invalid" : refused?.code;
  return {
    pending,
    /** For the whole form, when no field is to blame. */
    problem: code && Object.keys(fields).length === 0 ? text(code, refused?.id) : null,
    fieldError: (name: string) => (fields[name] ? text(fields[name]) : undefined),
    formProps: {
      ref: form,
      action: dispatch,
      noValidate: true,
      // React empties a form after its action has run; sending it ourselves keeps what was typed.
      onSubmit: (event: SubmitEvent<HTMLFormElement>) => {
        event.preventDefault();
        if (pending) return;
        const data = new FormData(event.currentTarget);
        startTransition(() => dispatch(data));
      },
    },
  };
}
