import { createApp } from "vue";
import ErrorBoundary from "@/components/ErrorBoundary.vue";
import { focusOnNavigation } from "@/lib/focus";
import { router } from "@/router";
import "@/styles.css";

const app = createApp(ErrorBoundary);
// What a handler throws is shown like what nobody caught (UnhandledErrors).
app.config.errorHandler = (error) => reportError(error);
focusOnNavigation(router);
app.use(router).mount("#mizan-root");
