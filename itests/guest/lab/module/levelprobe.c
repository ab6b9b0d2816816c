// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * A GPIO interrupt of any type, counted. The character device hands edges to programs, and nothing hands them levels; this does.
 * Built into the guests' kernels (see ../kernel), steered by parameters:
 *
 *   echo "gpiochip0 3 4 5" >/sys/module/levelprobe/parameters/watch    chip, line, IRQF_TRIGGER_* bits, how many before it is masked
 *   echo 5 >/sys/module/levelprobe/parameters/again                    unmasks it for so many more
 *   cat /sys/module/levelprobe/parameters/count                        delivered so far
 *   echo off >/sys/module/levelprobe/parameters/watch
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/gpio/consumer.h>
#include <linux/gpio/driver.h>
#include <linux/gpio/machine.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/string.h>

static struct gpio_device *chip;
static struct gpio_desc *line;
static int irq = -1;
static bool masked;
static unsigned int limit;
static unsigned int count;
module_param(count, uint, 0444);

/* In a thread: the chip sits behind a bus that sleeps, and masking goes over it. */
static irqreturn_t delivered(int number, void *unused)
{
	if (++count >= limit) {
		masked = true;
		disable_irq_nosync(number);
	}
	return IRQ_HANDLED;
}

static int has_name(struct gpio_chip *candidate, const void *name)
{
	return !strcmp(dev_name(gpio_device_to_device(candidate->gpiodev)), name);
}

static void stop(void)
{
	if (irq >= 0)
		free_irq(irq, &count);
	if (!IS_ERR_OR_NULL(line))
		gpiochip_free_own_desc(line);
	if (chip)
		gpio_device_put(chip);
	irq = -1;
	line = NULL;
	chip = NULL;
	masked = false;
}

static int start(const char *name, unsigned int offset, unsigned int trigger)
{
	int result;

	chip = gpio_device_find(name, has_name);
	if (!chip)
		return -ENODEV;
	line = gpiochip_request_own_desc(gpio_device_get_chip(chip), offset, "levelprobe", GPIO_ACTIVE_HIGH, GPIOD_IN);
	if (IS_ERR(line))
		return PTR_ERR(line);
	result = gpiod_to_irq(line);
	if (result < 0)
		return result;
	count = 0;
	irq = result;
	result = request_threaded_irq(irq, NULL, delivered, trigger | IRQF_ONESHOT, "levelprobe", &count);
	if (result)
		irq = -1;
	return result;
}

static int set_watch(const char *value, const struct kernel_param *unused)
{
	char name[32];
	unsigned int offset, trigger;
	int result;

	stop();
	if (sscanf(value, "%31s %u %u %u", name, &offset, &trigger, &limit) != 4)
		return sysfs_streq(value, "off") ? 0 : -EINVAL;
	result = start(name, offset, trigger);
	if (result)
		stop();
	return result;
}

static int set_again(const char *value, const struct kernel_param *unused)
{
	unsigned int more;

	if (irq < 0 || !masked)
		return -EBUSY;
	if (kstrtouint(value, 0, &more))
		return -EINVAL;
	limit = count + more;
	masked = false;
	enable_irq(irq);
	return 0;
}

static const struct kernel_param_ops watch_ops = { .set = set_watch };
static const struct kernel_param_ops again_ops = { .set = set_again };
module_param_cb(watch, &watch_ops, NULL, 0200);
module_param_cb(again, &again_ops, NULL, 0200);
MODULE_DESCRIPTION("Counts a GPIO interrupt of any type");
MODULE_LICENSE("Dual MIT/GPL");
