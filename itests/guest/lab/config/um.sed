# For arch/um/drivers/stdio_console.c, before the build.
# A console of User Mode Linux that was throttled once (4 KB of unread input are enough) never takes input again,
# because it drops the descriptor for good. Without these two operations the tty layer holds input back itself.
/\.throttle[[:space:]]*=/d
/\.unthrottle[[:space:]]*=/d
