-- The words a prompt put into its person's composer: in a message, they bring their connector's content with them.
ALTER TABLE "attachments" ADD COLUMN "said" TEXT;
