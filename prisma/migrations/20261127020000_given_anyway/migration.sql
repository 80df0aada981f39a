-- When its person had a model given what the checks had withheld of a call's result.
ALTER TABLE "tool_calls" ADD COLUMN "given_anyway_at" TIMESTAMPTZ(3);
